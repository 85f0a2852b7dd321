#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "access/identity_provider.h"
#include "base/result.h"

namespace app {

// Everything an operator may set, with its default. The file is YAML with these names as keys; a
// key that isn't here stops the start. docs/operating.md explains each.
struct Configuration {
    std::filesystem::path data_directory = "/var/lib/trygby";  // database, secrets, generated files
    std::filesystem::path backup_directory;                    // empty: data_directory/backup
    std::filesystem::path catalogue_directory;  // imported when the database is new; empty: none
    std::filesystem::path law_directory;        // read instead of the built-in law; empty: built in
    std::filesystem::path analyses_directory;   // pages.yaml and specifications; empty: none
    std::filesystem::path analysis_data_directory;  // what they read; empty: analyses_directory
    std::string municipality_name = "Ishøj Kommune";
    std::string listen_address = "127.0.0.1";
    std::uint16_t listen_port = 8080;
    std::uint16_t metrics_port = 0;  // 0: off
    std::string public_address;      // "https://trygby.example.dk"; empty: as asked
    std::string certificate_file;
    std::string private_key_file;
    std::vector<std::string> trusted_proxies;
    unsigned threads = 0;  // 0: worker_threads() chooses
    unsigned readers = 8;
    unsigned connections = 1024;
    unsigned backup_keep = 14;  // nightly copies
    std::vector<access::IdentityProvider> identity_providers;
    bool demonstration = false;              // marks every page; listens on loopback only
    std::filesystem::path trail_heads_file;  // signed heads; empty: data_directory/trail-heads.txt
    std::filesystem::path trail_key_file;    // signs them; empty: data_directory/trail.key
    unsigned trail_years = 5;                // after them a line's content is removed; 0: never
    unsigned search_criteria_days = 180;     // so long it is known what was searched for
    std::filesystem::path key_backup_directory;  // empty: data_directory/key-backup
    unsigned key_backup_days = 30;               // so long a destroyed key may still be found there

    std::filesystem::path database_file() const { return data_directory / "trygby.db"; }
    // One more than there are processors, because one may wait for the disk or a document. Still
    // more make the slowest answers slower: each waits while all others have their share of a
    // processor.
    unsigned worker_threads() const;
    std::filesystem::path working_directory() const { return data_directory / "work"; }
    std::filesystem::path trail_heads() const {
        return trail_heads_file.empty() ? data_directory / "trail-heads.txt" : trail_heads_file;
    }
    std::filesystem::path trail_key() const {
        return trail_key_file.empty() ? data_directory / "trail.key" : trail_key_file;
    }
    std::filesystem::path key_backups() const {
        return key_backup_directory.empty() ? data_directory / "key-backup" : key_backup_directory;
    }
    std::filesystem::path analysis_data() const {
        return analysis_data_directory.empty() ? analyses_directory : analysis_data_directory;
    }
    std::filesystem::path backups() const {
        return backup_directory.empty() ? data_directory / "backup" : backup_directory;
    }
};

// Refused with "configuration" and a message that names file, line, key and what was expected.
base::Result<Configuration> read_configuration(const std::filesystem::path& file);

// The same from text; `name` stands in messages. Relative paths are relative to `folder`.
base::Result<Configuration> parse_configuration(std::string_view yaml, std::string_view name,
                                                const std::filesystem::path& folder);

// What the file would look like with these values: used by the demonstration.
std::string write_configuration(const Configuration& configuration);

// Rules between settings: a demonstration listens on loopback only, certificate and key come
// together, without encryption of its own or a trusted proxy it listens on loopback only.
base::Result<void> check_configuration(const Configuration& configuration);

}  // namespace app
