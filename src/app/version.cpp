#include "app/version.h"

namespace app {

std::string_view version() {
    return TRYGBY_VERSION;
}

}  // namespace app
