#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "store/database.h"

// The keys of a package while it is checked, in a file of their own: memory doesn't grow with them.
namespace exchange {

class ArchiveKeys {
  public:
    // In an empty folder.
    explicit ArchiveKeys(const std::filesystem::path& folder);

    // False when the table has this key already.
    bool add(const std::string& table, const std::string& key);
    // What will have to be there at the end.
    struct Use {
        std::string table;  // that holds the key
        std::string key;
        std::string file;  // that uses it
        std::int64_t line = 0;
    };
    void use(const Use& use);

    // Each use whose key is nowhere.
    void for_each_missing(const std::function<void(const Use&)>& take);

  private:
    store::WriteTransaction& writing();

    store::Database database_;
    std::optional<store::WriteTransaction> writing_;
    int unsaved_ = 0;
};

}  // namespace exchange
