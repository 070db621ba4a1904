"""Topic promotion: offers, coupons and gifts, and what a basket costs after them."""
