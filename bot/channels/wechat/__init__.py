"""WeChat (微信): an official account (公众号), and WeCom customer service (微信客服)."""
