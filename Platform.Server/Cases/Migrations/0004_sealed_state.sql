-- A state that was written before states were encrypted still has its tracking code here; a sealed one has none. The index finds what is left to be sealed.
create index ix_case_file_unsealed on case_file (id) where tracking_code <> '';
