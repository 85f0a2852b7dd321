-- The number is taken by work that is done elsewhere; its own migration replaces this file.
update column_description set description = description where table_name = '';
