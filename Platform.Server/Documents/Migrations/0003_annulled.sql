-- Since when a paper no longer counts; the paper itself stays as it was issued.
ALTER TABLE document ADD annulled_on {{date}} NULL;
