"""Two public lists of Los Angeles County services, in the layouts they came in, made into HSDS rows."""
