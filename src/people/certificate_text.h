#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/visit.h"
#include "people/erasure_store.h"
#include "people/retention_registry.h"

// What a certificate of erasure says, for the page and for the file alike. It names nobody but who
// approved.
namespace people {

struct CertificateTable {
    std::string caption;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    bool counts = false;  // the last column is a number
};

struct CertificateText {
    std::string title;
    std::string introduction;
    std::string facts_heading;
    std::vector<std::pair<std::string, std::string>> facts;  // label, value
    std::vector<CertificateTable> tables;
    std::string remains_heading;
    std::vector<std::string> remains;  // what can still be read of the person, and until when
};

// No warrant: the register names nobody. Empty when there is no such certificate.
std::optional<CertificateText> certificate_text(const access::Visit& visit,
                                                const RetentionRegistry& retention,
                                                std::int64_t id);

// Where a certificate stands; with "/pdf" after it, as a file.
std::string certificate_address(std::int64_t id);

}  // namespace people
