#include "app/instance.h"

#include <cstdlib>
#include <filesystem>

#include "schema/migrations.h"

namespace app {

base::Result<std::unique_ptr<store::Database>> open_database(const Configuration& configuration) {
    std::error_code failure;
    std::filesystem::create_directories(configuration.working_directory(), failure);
    if (failure)
        return base::refuse("data_directory", "Mappen {} kan ikke bruges: {}",
                            configuration.data_directory.string(), failure.message());
    // Nobody but the service reads what lies here.
    std::filesystem::permissions(configuration.data_directory, std::filesystem::perms::owner_all,
                                 failure);
    try {
        auto database = std::make_unique<store::Database>(store::DatabaseOptions{
            .file = configuration.database_file(), .readers = configuration.readers});
        const base::Result<void> migrated = database->migrate(schema::migrations());
        if (!migrated) return migrated.error();
        return database;
    } catch (const store::Failure& cause) {
        return base::refuse("database", "Databasen {} kan ikke åbnes: {}",
                            configuration.database_file().string(), cause.what());
    }
}

trail::SigningKeySource trail_key_source(const Configuration& configuration) {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    return {.credentials_folder = credentials ? credentials : "",
            .file = configuration.trail_key()};
}

base::Instant system_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

}  // namespace app
