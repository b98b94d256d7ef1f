--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

COPY public.t (a, b) FROM stdin;
1	one
2	tw