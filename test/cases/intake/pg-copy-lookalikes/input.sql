--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

CREATE FUNCTION public.f() RETURNS void
    LANGUAGE plpgsql
    AS $body$
begin
COPY public.fake (a) FROM stdin;
forged 1
\.
end $body$;

COMMENT ON FUNCTION public.f() IS 'it''s; not
COPY public.fake (a) FROM stdin;
forged 2
';

/* COPY public.fake (a) FROM stdin;
/* nested */ forged 3
*/

COPY public.real (a) FROM stdin;
COPY public.fake (a) FROM stdin;
x
\.

--
-- PostgreSQL database dump complete
--

