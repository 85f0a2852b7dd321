#include "web/testing/page_rules.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using web::testing::HttpResponse;

constexpr const char* strict =
    "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'";

HttpResponse page(const std::string& body, const std::string& title = "Plan – Trygby") {
    HttpResponse response;
    response.status = 200;
    response.headers = {{"content-type", "text/html; charset=utf-8"},
                        {"cache-control", "no-store"},
                        {"content-security-policy", strict}};
    response.body = "<!DOCTYPE html><html lang=\"da\"><head><meta charset=\"utf-8\"><title>" +
                    title + "</title></head><body><main id=\"main\"><h1>Plan</h1>" + body +
                    "</main></body></html>";
    return response;
}

std::string all(const std::vector<std::string>& violations) {
    std::string text;
    for (const std::string& violation : violations) text += violation + "\n";
    return text;
}

bool names(const std::vector<std::string>& violations, const std::string& words) {
    return std::any_of(violations.begin(), violations.end(), [&](const std::string& one) {
        return one.find(words) != std::string::npos;
    });
}

// Markup that keeps all rules, and the same with one fault, which must be named.
struct Case {
    const char* good;
    const char* bad;
    const char* words;
};

}  // namespace

TEST_CASE("page rules: each fault is found, and nothing else is") {
    const Case cases[] = {
        {"<h2>a</h2><h3>b</h3><h2>c</h2>", "<h3>b</h3>", "skips from level 1 to 3"},
        {"", "<h1>Two</h1>", "there are 2 <h1>"},
        {"<p id=\"a\">a</p><p id=\"b\">b</p>", "<p id=\"a\">a</p><p id=\"a\">b</p>",
         "id 'a' stands 2 times"},
        {"<label for=\"n\">Navn</label><input id=\"n\" name=\"n\">",
         "<label for=\"m\">Navn</label><input id=\"n\" name=\"n\" aria-label=\"x\">",
         "names id 'm' in for"},
        {"<label>Navn <input name=\"n\"></label>", "<input name=\"n\">", "has no label"},
        {"<label for=\"n\">Navn</label><textarea id=\"n\"></textarea>",
         "<label for=\"n\"></label><textarea id=\"n\"></textarea>", "has no label"},
        {"<select aria-label=\"Valg\"><option>a</option></select>",
         "<select><option>a</option></select>", "has no label"},
        {"<p id=\"h\">Navn</p><input aria-labelledby=\"h\">", "<input aria-labelledby=\"h\">",
         "names id 'h' in aria-labelledby"},
        {"<p id=\"e\">Fejl</p><input aria-label=\"a\" aria-describedby=\"e main\">",
         "<p id=\"e\">Fejl</p><input aria-label=\"a\" aria-describedby=\"e f\">",
         "names id 'f' in aria-describedby"},
        {"<button type=\"button\" aria-controls=\"main\">Vis</button>",
         "<button type=\"button\" aria-controls=\"menu\">Vis</button>",
         "names id 'menu' in aria-controls"},
        {"<input type=\"hidden\" name=\"a\" value=\"b\">", "<input type=\"checkbox\" name=\"a\">",
         "has no label"},
        {"<form method=\"get\" action=\"/a\"><input type=\"submit\" value=\"Søg\"></form>",
         "<form action=\"/a\"><input type=\"submit\" value=\"Søg\"></form>", "has no method"},
        {"<form method=\"get\" action=\"/a\"></form>", "<form method=\"get\"></form>",
         "a form has no action"},
        {"<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"csrf_token\" "
         "value=\"x\">"
         "</form>",
         "<form method=\"post\" action=\"/a\"></form>", "has no csrf_token"},
        {"",
         "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"csrf_token\"></form>",
         "has no csrf_token"},
        {"",
         "<form method=\"get\" action=\"/a\"><input type=\"hidden\" name=\"csrf_token\" "
         "value=\"x\"></form>",
         "in the address"},
        {"<form method=\"post\" action=\"/a\" enctype=\"multipart/form-data\"><input "
         "type=\"hidden\" "
         "name=\"csrf_token\" value=\"x\"><input type=\"file\" aria-label=\"Foto\"></form>",
         "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"csrf_token\" "
         "value=\"x\"><input type=\"file\" aria-label=\"Foto\"></form>",
         "isn't multipart/form-data"},
        {"<img src=\"/a.png\" alt=\"\">", "<img src=\"/a.png\">", "image '/a.png' has no alt"},
        {"<a href=\"/a\">Mere</a>", "<a href=\"/a\"> </a>", "has no text"},
        {"<a href=\"/a\"><img src=\"/a.png\" alt=\"Forside\"></a>",
         "<a href=\"/a\"><img src=\"/a.png\" alt=\"\"></a>", "has no text"},
        {"<a href=\"#main\">Til indhold</a>", "<a href=\"#content\">Til indhold</a>",
         "leads to nothing"},
        {"<button>Gem</button>", "<button></button>", "has no text"},
        {"<button aria-label=\"Luk\"></button>", "<button value=\"x\"></button>", "has no text"},
        {"<table><caption>Tal</caption><tr><th scope=\"col\">a</th></tr></table>",
         "<table><tr><th scope=\"col\">a</th></tr></table>", "neither caption nor aria-label"},
        {"<table aria-label=\"Tal\"><tr><th scope=\"row\">a</th></tr></table>",
         "<table aria-label=\"Tal\"><tr><th>a</th></tr></table>", "has no scope"},
        {"<script src=\"/a.js\"></script>", "<script>alert(1)</script>", "script within the page"},
        {"<script type=\"application/json\">{}</script>", "<script type=\"module\">a()</script>",
         "script within the page"},
        {"<p class=\"a\">a</p>", "<p style=\"color:red\">a</p>", "has the attribute style"},
        {"<p>a</p>", "<p onclick=\"a()\">a</p>", "has the attribute onclick"},
        {"<p>a</p>", "<a href=\"javascript:a()\">a</a>", "holds a script in href"},
        {"<p>a</p>", "<style>p{}</style>", "there is a <style>"},
        {"<p><b>a</b></p>", "<p><b>a</p></b>", "HTML error"},
        {"<p id=\"a\">a</p>", "<p class=\"a\" class=\"b\">a</p>", "HTML error"},
        {"<ul><li>a</li></ul>", "<div><span>a</div></span>", "HTML error"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.bad);
        const auto good = web::testing::page_violations(page(one.good));
        CHECK_MESSAGE(good.empty(), one.good, ": ", all(good));
        const auto bad = web::testing::page_violations(page(one.bad));
        CHECK_MESSAGE(names(bad, one.words), all(bad));
    }
}

TEST_CASE("page rules: title, language and document") {
    CHECK(web::testing::page_violations(page("")).empty());
    CHECK(
        names(web::testing::page_violations(page("", "Trygby")), "doesn't begin with the heading"));
    HttpResponse without_language = page("");
    without_language.body.replace(without_language.body.find(" lang=\"da\""), 10, "");
    CHECK(names(web::testing::page_violations(without_language), "no lang"));
    HttpResponse without_type = page("");
    without_type.body.erase(0, 15);
    CHECK(names(web::testing::page_violations(without_type), "HTML error"));
    HttpResponse without_heading = page("");
    without_heading.body.replace(without_heading.body.find("<h1>Plan</h1>"), 13, "");
    CHECK(names(web::testing::page_violations(without_heading), "there are 0 <h1>"));
}

TEST_CASE("page rules: headers") {
    const auto with = [](const std::string& name, const std::string& value) {
        HttpResponse response = page("");
        for (auto& header : response.headers) {
            if (header.first == name) header.second = value;
        }
        return web::testing::page_violations(response);
    };
    CHECK(names(with("cache-control", ""), "Cache-Control is missing"));
    CHECK(names(with("content-security-policy", ""), "lacks default-src 'none'"));
    const std::string policy = strict;
    CHECK(names(with("content-security-policy", policy + "; style-src 'unsafe-inline'"),
                "allows unsafe-inline"));
    CHECK(names(with("content-security-policy", policy + "; img-src *"), "allows *"));
    CHECK(names(with("content-security-policy", policy + "; img-src https:"), "allows https:"));
    CHECK(names(with("content-type", "text/plain"), "not HTML"));
}
