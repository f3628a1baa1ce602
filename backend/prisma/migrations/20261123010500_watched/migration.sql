-- What the application may know of its own schema, to tell whether it can serve requests: the names of the migrations that
-- were applied. Prisma's table itself stays the owner's. The name in it is looked up when the function is called.
CREATE FUNCTION hms_applied_migrations() RETURNS SETOF text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT migration_name::text FROM public._prisma_migrations
                WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL;
END $$;
REVOKE ALL ON FUNCTION hms_applied_migrations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hms_applied_migrations() TO hms_app;
