CREATE TABLE leader_fencing_token (
	election VARCHAR(253) NOT NULL PRIMARY KEY,
	token BIGINT NOT NULL
);
