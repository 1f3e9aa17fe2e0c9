/**
 * Functions of PostgreSQL and SQLite whose value follows from their arguments and the tables alone. Every other one counts as
 * volatile: a list of the volatile ones would miss the user's own, and one miss is a stale answer.
 *
 * Left out on purpose: whatever reads the clock (also `date('now')` of SQLite and `age(x)`), chance, a sequence, the session or
 * its user.
 */
const NAMES = `
abs acos acosh asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot degrees div erf exp factorial floor gcd lcm ln log
log10 log2 mod pi power pow radians round scale sign sin sinh sqrt tan tanh trunc trim_scale width_bucket min_scale
ascii bit_length btrim char char_length character_length chr concat concat_ws convert_from convert_to decode encode format
initcap instr left length lower lpad ltrim md5 normalize octet_length overlay position printf quote quote_ident quote_literal
quote_nullable regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim sha224 sha256 sha384 sha512 soundex split_part
starts_with string_to_array string_to_table strpos substr substring to_ascii to_hex translate trim typeof unhex hex unicode
unistr upper zeroblob glob like
coalesce nullif greatest least ifnull iif cast case exists any all some array row not num_nonnulls num_nulls likelihood likely unlikely
date_bin date_part date_trunc extract justify_days justify_hours justify_interval make_date make_interval make_time
make_timestamp to_char to_date to_number to_timestamp isfinite overlaps
array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
array_prepend array_remove array_replace array_to_string array_upper cardinality trim_array unnest generate_series
generate_subscripts
array_to_json json json_array json_array_elements json_array_elements_text json_array_length json_agg json_build_array
json_build_object json_each json_each_text json_extract json_extract_path json_extract_path_text json_group_array
json_group_object json_object json_object_agg json_object_keys json_patch json_quote json_remove json_replace json_set json_tree
json_type json_typeof json_valid jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object
jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof row_to_json to_json to_jsonb
avg bit_and bit_or bool_and bool_or corr count covar_pop covar_samp every group_concat max min mode percentile_cont
percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop
stddev_samp string_agg sum total variance var_pop var_samp grouping
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
to_tsquery to_tsvector plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_headline ts_rank ts_rank_cd similarity
lower_inc upper_inc isempty int4range int8range numrange tsrange tstzrange daterange
`;

export const STABLE_FUNCTIONS: ReadonlySet<string> = new Set(NAMES.split(/\s+/).filter((name) => name !== ""));
