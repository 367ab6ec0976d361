"""What the network asks of many wards: gathering their facts, showing what may be shown of them."""
