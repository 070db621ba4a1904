"""When a parcel leaves, by whom, how long it takes and what that costs."""
