--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

COPY public.t (a) FROM stdin;
1
\.

COPY public.u (a, b) FROM stdin;

\.

INSERT INTO public.v VALUES (1);
INSERT INTO public.v VALUES (2);
