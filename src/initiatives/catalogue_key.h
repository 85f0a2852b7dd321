#pragma once

#include <set>
#include <string>

#include "initiatives/catalogue.h"

// Keys for what is made in the browser, where nobody should have to think of one.
namespace initiatives {

// From the English words, otherwise the Danish ones; Danish letters become their usual two.
std::string key_from(const Words& name);

// The wanted key, with a number when it is among `taken`; then it is among them too.
std::string free_key(const std::string& wanted, std::set<std::string>& taken);

}  // namespace initiatives
