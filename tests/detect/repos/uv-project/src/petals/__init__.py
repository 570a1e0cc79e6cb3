from petals.infer import predict
