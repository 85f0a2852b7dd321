#pragma once

#include <span>

#include "store/database.h"

namespace schema {

// The files of migrations/, in order, embedded when the program is built.
std::span<const store::Migration> migrations();

}  // namespace schema
