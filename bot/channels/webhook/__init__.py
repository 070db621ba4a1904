"""The signed webhook: any platform's bridge brings messages and order events, replies go back."""
