#include "access/https_client.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "access/identity_provider.h"

namespace access {

namespace {

struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;
using List = std::unique_ptr<curl_slist, FreeList>;

base::Error no_answer(std::string_view cause) {
    return base::refuse("network", "Identitetsudbyderen svarer ikke ({}).", cause);
}

// Called by libcurl for each piece; taking less than was given ends the transfer.
std::size_t take_piece(char* piece, std::size_t size, std::size_t count, void* target) {
    auto& body = *static_cast<std::string*>(target);
    const std::size_t bytes = size * count;
    if (body.size() + bytes > https_most_bytes) return 0;
    body.append(piece, bytes);
    return bytes;
}

void start_library() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

void set_limits(CURL* handle, const HttpsQuestion& question) {
    const bool encrypted = question.address.starts_with("https://");
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, encrypted ? "https" : "http");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);  // other threads get the signals
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(https_connect_time.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(question.whole_time.count()));
    if (!question.certificate_authorities.empty())
        curl_easy_setopt(handle, CURLOPT_CAINFO, question.certificate_authorities.c_str());
}

}  // namespace

base::Result<HttpsAnswer> fetch_https(const HttpsQuestion& question) {
    if (!is_safe_address(question.address)) return no_answer("https");
    start_library();
    const Handle handle(curl_easy_init());
    const List headers(curl_slist_append(nullptr, "Accept: application/json"));
    if (!handle || !headers) return no_answer("libcurl");
    HttpsAnswer answer;
    set_limits(handle.get(), question);
    curl_easy_setopt(handle.get(), CURLOPT_URL, question.address.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_piece);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
    if (!question.form.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, question.form.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE,
                         static_cast<long>(question.form.size()));
    }
    if (!question.user.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(handle.get(), CURLOPT_USERNAME, question.user.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, question.password.c_str());
    }
    const CURLcode outcome = curl_easy_perform(handle.get());
    if (outcome != CURLE_OK) return no_answer(curl_easy_strerror(outcome));
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
}

}  // namespace access
