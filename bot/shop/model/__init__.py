"""The shop's facts as frozen objects; money is Decimal yuan, times are Asia/Shanghai."""
