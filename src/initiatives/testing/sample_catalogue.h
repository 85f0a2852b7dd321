#pragma once

#include "initiatives/catalogue_file.h"

namespace initiatives::testing {

// The files of a small, faultless catalogue: two periods, four goals, three initiatives
// (safety_walks in 2014, street_work in 2014 and 2024, leisure_pass from 2024).
CatalogueFiles sample_files();

// The same, read.
Catalogue sample_catalogue();

}  // namespace initiatives::testing
