#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace web {

enum class Method { get, head, post };

// Names and values in the order they were sent, decoded; a name may come several times.
class Fields {
  public:
    void add(std::string name, std::string value);
    // The first value, or empty text when the name was not sent.
    const std::string& value(std::string_view name) const;
    bool has(std::string_view name) const;
    std::vector<std::string> values(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// A file from a multipart form, stored under a temporary path until the request has been answered.
struct UploadedFile {
    std::string field;
    std::string file_name;  // as the browser gave it; never used as a path
    std::filesystem::path path;
    std::uint64_t size_bytes = 0;
};

// What the guard of a route learnt about the caller. `access` derives its visitor from it.
struct Admitted {
    virtual ~Admitted() = default;
};

// One request, complete and decoded; every value is valid UTF-8 (a request that is not is answered
// 400 before it reaches a handler). Lives on the worker thread that runs the handler.
struct Request {
    Method method = Method::get;
    std::string path;    // decoded, begins with /
    std::string target;  // path and query as sent
    Fields query;
    Fields form;  // body of a POST
    std::vector<UploadedFile> files;
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::map<std::string, std::string, std::less<>> cookies;
    std::map<std::string, std::string, std::less<>> parameters;  // {name} of the route's pattern
    std::string remote_address;  // of the caller, also behind a trusted proxy
    std::string host;            // for absolute addresses
    bool secure = false;         // the caller's connection is encrypted
    std::string number;          // stands in the log and on error pages
    std::shared_ptr<const Admitted> admitted;

    // Empty text when missing.
    const std::string& header(std::string_view lower_case_name) const;
    const std::string& cookie(std::string_view name) const;
    const std::string& parameter(std::string_view name) const;
};

}  // namespace web
