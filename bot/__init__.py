"""Xiaoer (小二): answers a shop's buyers by rule, from the shop's own data."""
