"""At most one sentence more that helps a buyer decide (促单), where its facts are true."""
