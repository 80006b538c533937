CREATE TABLE leader_fencing_token (
	election VARCHAR2(253 CHAR) NOT NULL PRIMARY KEY,
	token NUMBER(19) NOT NULL
);
