#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace web::testing {

using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
    int status = 0;
    NamesAndValues headers;  // names in lower case, in the order received
    std::string body;        // chunked encoding undone, compression not
    std::string target;      // of the request that got this answer (after redirects)

    // The first with this name, empty text when missing.
    const std::string& header(std::string_view lower_case_name) const;
    std::vector<std::string> header_values(std::string_view lower_case_name) const;
};

// A file in a multipart form.
struct Upload {
    std::string field;
    std::string file_name;
    std::string content_type;
    std::string bytes;
};

enum class Redirects { stay, follow };

// A browser's network side for tests: talks plain HTTP to a server on this machine, keeps cookies,
// runs no script. One connection per request, except in raw(). Throws std::runtime_error when the
// server can't be reached, doesn't answer within a minute, or answers something that is not HTTP.
class HttpClient {
  public:
    explicit HttpClient(std::uint16_t port, Redirects redirects = Redirects::stay);

    HttpResponse get(std::string_view target, const NamesAndValues& headers = {});
    HttpResponse head(std::string_view target, const NamesAndValues& headers = {});
    // A form as browsers send it without files.
    HttpResponse post(std::string_view target, const NamesAndValues& fields,
                      const NamesAndValues& headers = {});
    // A form with files.
    HttpResponse post_multipart(std::string_view target, const NamesAndValues& fields,
                                const std::vector<Upload>& files,
                                const NamesAndValues& headers = {});
    // Any method and body.
    HttpResponse send(std::string_view method, std::string_view target, std::string_view body,
                      const NamesAndValues& headers = {});

    // Sends bytes as they are and returns all that comes back until the server closes.
    std::string raw(std::string_view bytes) const;

    void follow_redirects(Redirects redirects) { redirects_ = redirects; }
    std::uint16_t port() const { return port_; }
    std::map<std::string, std::string>& cookies() { return cookies_; }

  private:
    HttpResponse send_once(std::string_view method, std::string_view target, std::string_view body,
                           const NamesAndValues& headers);
    void keep_cookies(const HttpResponse& response);

    std::uint16_t port_;
    Redirects redirects_;
    std::map<std::string, std::string> cookies_;
};

// name=value&name=value, percent-encoded as browsers do it.
std::string url_encoded(const NamesAndValues& fields);

// All answers in a stream of bytes, one after the other (for pipelining). `methods` tells which of
// them answer HEAD and so have no body; missing ones are taken to be GET.
std::vector<HttpResponse> parse_responses(std::string_view bytes,
                                          const std::vector<std::string>& methods = {});

// What is inside a gzip file; throws std::runtime_error when it is none.
std::string gunzip(std::string_view bytes);

}  // namespace web::testing
