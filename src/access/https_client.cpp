#include "access/https_client.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include <memory>
#include <optional>

#include "access/identity_provider.h"

namespace access {

namespace {

// libcurl brings thirty libraries along, which would double the time to start; most towns ask
// nobody. So it is loaded with the first question.
struct Library {
    decltype(&curl_global_init) global_init;
    decltype(&::curl_easy_init) easy_init;
    decltype(&::curl_easy_setopt) set;
    decltype(&::curl_easy_perform) perform;
    decltype(&::curl_easy_getinfo) get;
    decltype(&::curl_easy_strerror) message;
    decltype(&::curl_easy_cleanup) clean_up;
    decltype(&::curl_slist_append) append;
    decltype(&::curl_slist_free_all) free_all;
};

template <class Function>
bool find(void* loaded, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(loaded, name));
    return function != nullptr;
}

std::optional<Library> load() {
    void* loaded = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);  // stays until the end
    Library library{};
    if (loaded == nullptr || !find(loaded, "curl_global_init", library.global_init) ||
        !find(loaded, "curl_easy_init", library.easy_init) ||
        !find(loaded, "curl_easy_setopt", library.set) ||
        !find(loaded, "curl_easy_perform", library.perform) ||
        !find(loaded, "curl_easy_getinfo", library.get) ||
        !find(loaded, "curl_easy_strerror", library.message) ||
        !find(loaded, "curl_easy_cleanup", library.clean_up) ||
        !find(loaded, "curl_slist_append", library.append) ||
        !find(loaded, "curl_slist_free_all", library.free_all) ||
        library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return std::nullopt;
    return library;
}

// Null when it isn't there.
const Library* curl() {
    static const std::optional<Library> library = load();
    return library ? &*library : nullptr;
}

struct CloseHandle {
    void operator()(CURL* handle) const { curl()->clean_up(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl()->free_all(list); }
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

void set_limits(const Library& curl, CURL* handle, const HttpsQuestion& question) {
    const bool encrypted = question.address.starts_with("https://");
    curl.set(handle, CURLOPT_PROTOCOLS_STR, encrypted ? "https" : "http");
    curl.set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl.set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl.set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl.set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl.set(handle, CURLOPT_PROXY, "");
    curl.set(handle, CURLOPT_NOSIGNAL, 1L);  // other threads get the signals
    curl.set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(https_connect_time.count()));
    curl.set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(question.whole_time.count()));
    if (!question.certificate_authorities.empty())
        curl.set(handle, CURLOPT_CAINFO, question.certificate_authorities.c_str());
}

}  // namespace

base::Result<HttpsAnswer> fetch_https(const HttpsQuestion& question) {
    if (!is_safe_address(question.address)) return no_answer("https");
    const Library* library = curl();
    if (library == nullptr) return no_answer("libcurl");
    const Handle handle(library->easy_init());
    const List headers(library->append(nullptr, "Accept: application/json"));
    if (!handle || !headers) return no_answer("libcurl");
    HttpsAnswer answer;
    set_limits(*library, handle.get(), question);
    library->set(handle.get(), CURLOPT_URL, question.address.c_str());
    library->set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    library->set(handle.get(), CURLOPT_WRITEFUNCTION, take_piece);
    library->set(handle.get(), CURLOPT_WRITEDATA, &answer.body);
    if (!question.form.empty()) {
        library->set(handle.get(), CURLOPT_POSTFIELDS, question.form.c_str());
        library->set(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(question.form.size()));
    }
    if (!question.user.empty()) {
        library->set(handle.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        library->set(handle.get(), CURLOPT_USERNAME, question.user.c_str());
        library->set(handle.get(), CURLOPT_PASSWORD, question.password.c_str());
    }
    const CURLcode outcome = library->perform(handle.get());
    if (outcome != CURLE_OK) return no_answer(library->message(outcome));
    long status = 0;
    library->get(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
}

}  // namespace access
