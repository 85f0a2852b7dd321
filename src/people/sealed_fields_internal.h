#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vault/vault.h"

// The sealed columns of one subject. For the stores of this module only.
namespace people {

// Everything of one person, family or group is sealed under the key named `subject`; `table` and
// the column are bound to it, so that no value can be read in another's place.
class SealedFields {
  public:
    SealedFields(vault::Vault& vault, std::string_view table, std::string subject)
        : vault_(vault), table_(table), subject_(std::move(subject)) {}

    // Throws std::logic_error when the subject has no key: whoever writes has made one first.
    vault::Sealed seal(std::string_view column, std::string_view plain) const {
        auto sealed = vault_.seal(subject_, context(column), plain);
        if (!sealed) throw std::logic_error("people: a subject without a key");
        return std::move(sealed).value();
    }
    // Empty text when the key was destroyed.
    std::string open(std::string_view column, std::span<const std::uint8_t> sealed) const {
        return vault_.open_sealed(subject_, context(column), sealed).value_or(std::string());
    }
    bool has_key() const { return vault_.state(subject_) == vault::Vault::State::present; }
    const std::string& subject() const { return subject_; }
    vault::Vault& keys() const { return vault_; }

  private:
    std::string context(std::string_view column) const {
        return std::string(table_).append(1, '.').append(column);
    }

    vault::Vault& vault_;
    std::string_view table_;
    std::string subject_;
};

}  // namespace people
