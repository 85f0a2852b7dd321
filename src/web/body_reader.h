#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/multipart.h"
#include "web/request.h"
#include "web/temporary_file.h"

namespace web {

struct BodyLimits {
    std::uint64_t body_bytes = 0;   // everything but the content of files
    std::uint64_t file_bytes = 0;   // all files together; 0: no file is taken
    std::uint32_t form_fields = 0;  // fields and files
    std::string temporary_directory;
};

// Turns the body of a POST into form fields and files, piece by piece; files go straight to disk.
// The files are removed when the reader ends. Where a function returns a number, that is the HTTP
// status to answer instead of going on; empty when all is well.
class BodyReader {
  public:
    // `content_type` as sent; 415 follows from begin() when it is no form.
    BodyReader(std::string content_type, BodyLimits limits);
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;

    // Before the first piece. `announced_bytes` is the Content-Length, if there was one.
    std::optional<int> begin(std::optional<std::uint64_t> announced_bytes);
    // Throws std::system_error when a temporary file can't be written (but a full disk is 507).
    std::optional<int> add(std::string_view piece);
    // After the last piece: adds what was read to form and files of the request.
    std::optional<int> finish(Request& request);

  private:
    enum class Kind { nothing, urlencoded, multipart };

    std::optional<int> add_multipart(std::string_view piece);
    MultipartParser::Receiver receiver();
    bool begin_part(const MultipartPart& part);
    bool add_to_part(std::string_view data);
    bool end_part();
    // Remembers why and stops the parser.
    bool refuse(int status);

    std::string content_type_;
    BodyLimits limits_;
    Kind kind_ = Kind::nothing;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t file_bytes_ = 0;
    std::string collected_;  // of an urlencoded body

    std::unique_ptr<MultipartParser> parser_;
    std::uint32_t parts_ = 0;
    MultipartPart part_;
    std::string part_value_;
    std::optional<TemporaryFile> part_file_;
    int refused_with_ = 0;
    Fields form_;
    std::vector<UploadedFile> files_;
    std::vector<TemporaryFile> stored_files_;
};

}  // namespace web
