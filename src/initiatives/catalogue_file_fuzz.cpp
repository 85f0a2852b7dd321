#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "initiatives/catalogue_file.h"
#include "initiatives/catalogue_json.h"

// Any bytes: reading must neither crash nor take long, and what was read without a mistake must be
// read as the same value again once it has been written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace initiatives;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const ReadInitiative read = read_initiative("initiatives/x.yaml", text);
    if (read.initiative && read.mistakes.empty()) {
        const std::string written = write_initiative(*read.initiative);
        const ReadInitiative again = read_initiative("initiatives/x.yaml", written);
        if (!again.mistakes.empty() || again.initiative != read.initiative) std::abort();
        if (write_initiative(*again.initiative) != written) std::abort();
        const auto fields = from_json(to_json(initiative_fields(*read.initiative)));
        if (!fields || initiative_of(*fields) != read.initiative) std::abort();
    }
    for (const std::string_view path : list_files()) {
        Catalogue catalogue;
        if (!read_list(path, text, catalogue).empty()) continue;
        Catalogue again;
        if (!read_list(path, write_list(path, catalogue), again).empty() || again != catalogue) {
            std::abort();
        }
    }
    return 0;
}
