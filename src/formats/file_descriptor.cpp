#include "formats/file_descriptor.h"

#include <unistd.h>

namespace formats {

void FileDescriptor::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace formats
