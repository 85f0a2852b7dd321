#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "app/configuration.h"
#include "base/result.h"
#include "web/language.h"

// The demonstration municipality: Ishøj's catalogue with two years of invented registrations, both
// years' published reports, and invented staff. The same seed gives the same registrations.
namespace app {

struct DemoOptions {
    std::filesystem::path directory;  // gets trygby.yaml, the database and demo-users.yaml
    std::filesystem::path catalogue_directory;
    std::filesystem::path
        statistics_directory;  // STRAF11.bulk.csv and FOLK1A.bulk.csv; made up where missing
    std::filesystem::path analyses_directory = {};  // whose pages it shows; empty: none
    std::uint64_t seed = 2024;
    int scale = 1;  // how many times the usual number of registrations
};

// Refused with "directory_used" when the folder holds a database already.
base::Result<void> make_demo(const DemoOptions& options, const web::Language& language,
                             std::ostream& out);

struct DemoUser {
    std::string username;
    std::string password;
    std::string totp_secret;  // base32
    std::string title;
};
base::Result<std::vector<DemoUser>> demo_users(const std::filesystem::path& directory);

// User names, passwords and the codes of this moment, for the terminal.
void print_demo_users(const std::vector<DemoUser>& users, base::Instant now,
                      const web::Language& language, std::ostream& out);

}  // namespace app
