#include "store/testing/unsynced_file_layer.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <mutex>
#include <random>
#include <stdexcept>

namespace store {

void DiskState::File::apply(const Write& write, std::size_t bytes) {
    if (write.truncates) {
        if (synced.size() > write.offset) synced.resize(write.offset);
        return;
    }
    if (synced.size() < write.offset + bytes) synced.resize(write.offset + bytes, '\0');
    synced.replace(write.offset, bytes, write.bytes, 0, bytes);
}

void DiskState::File::sync() {
    for (const Write& write : unsynced) apply(write, write.bytes.size());
    unsynced.clear();
}

std::size_t DiskState::cut(std::uint64_t seed, const std::filesystem::path& folder) const {
    // The first two outcomes are the extremes: nothing and everything of what was not synced.
    enum class Luck { none, all, mixed };
    const Luck luck = seed == 0 ? Luck::none : seed == 1 ? Luck::all : Luck::mixed;
    std::mt19937_64 random(seed);
    std::size_t lost = 0;
    for (const auto& [name, file] : files_) {
        File outcome{file.synced, {}};
        std::vector<Write> writes = file.unsynced;
        if (luck == Luck::mixed) std::shuffle(writes.begin(), writes.end(), random);
        for (const Write& write : writes) {
            const std::uint64_t draw = random() % 4;
            std::size_t bytes = write.bytes.size();
            if (luck == Luck::none || (luck == Luck::mixed && draw == 0)) {
                ++lost;
                continue;
            }
            if (luck == Luck::mixed && draw == 1 && bytes > 0) {
                ++lost;
                bytes = random() % bytes;
            }
            outcome.apply(write, bytes);
        }
        std::ofstream stream(folder / name, std::ios::binary | std::ios::trunc);
        stream.write(outcome.synced.data(), static_cast<std::streamsize>(outcome.synced.size()));
        if (!stream.flush()) throw std::runtime_error("can't write " + name);
    }
    return lost;
}

struct UnsyncedFileLayer::Implementation {
    std::string name;
    sqlite3_vfs layer{};
    sqlite3_vfs* system = nullptr;
    std::function<void(const std::string&)> before_sync;
    std::atomic<Fault> fault = Fault::none;
    std::atomic<std::uint64_t> syncs = 0;
    mutable std::mutex mutex;
    DiskState state;

    void remember_write(const std::string& file, std::uint64_t offset, std::string bytes) {
        const std::lock_guard lock(mutex);
        state.files_[file].unsynced.push_back({offset, std::move(bytes), false});
    }
    void remember_truncation(const std::string& file, std::uint64_t size) {
        const std::lock_guard lock(mutex);
        state.files_[file].unsynced.push_back({size, {}, true});
    }
    void remember_sync(const std::string& file) {
        const std::lock_guard lock(mutex);
        state.files_[file].sync();
    }
    void forget(const std::string& file) {
        const std::lock_guard lock(mutex);
        state.files_.erase(file);
    }
};

namespace {

using Layer = UnsyncedFileLayer::Implementation;
using Fault = UnsyncedFileLayer::Fault;

// SQLite allocates it, followed by the system's own file.
struct OpenFile {
    sqlite3_file base;
    Layer* layer;
    std::string* name;  // null: a temporary file, which need not survive
};

OpenFile* as_open(sqlite3_file* file) {
    return reinterpret_cast<OpenFile*>(file);
}

sqlite3_file* system_file(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(as_open(file) + 1);
}

const sqlite3_io_methods& system_methods(sqlite3_file* file) {
    return *system_file(file)->pMethods;
}

int close_file(sqlite3_file* file) {
    delete as_open(file)->name;
    return system_methods(file).xClose(system_file(file));
}

int read_file(sqlite3_file* file, void* buffer, int bytes, sqlite3_int64 offset) {
    return system_methods(file).xRead(system_file(file), buffer, bytes, offset);
}

int write_file(sqlite3_file* file, const void* buffer, int bytes, sqlite3_int64 offset) {
    const OpenFile& open = *as_open(file);
    if (open.layer->fault == Fault::disk_full) return SQLITE_FULL;
    const int code = system_methods(file).xWrite(system_file(file), buffer, bytes, offset);
    if (code == SQLITE_OK && open.name != nullptr) {
        open.layer->remember_write(
            *open.name, static_cast<std::uint64_t>(offset),
            std::string(static_cast<const char*>(buffer), static_cast<std::size_t>(bytes)));
    }
    return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    const OpenFile& open = *as_open(file);
    const int code = system_methods(file).xTruncate(system_file(file), size);
    if (code == SQLITE_OK && open.name != nullptr) {
        open.layer->remember_truncation(*open.name, static_cast<std::uint64_t>(size));
    }
    return code;
}

// The system's own sync is not called: nothing here depends on the real disk, and it is slow.
int sync_file(sqlite3_file* file, int) {
    const OpenFile& open = *as_open(file);
    if (open.name == nullptr) return SQLITE_OK;
    ++open.layer->syncs;
    if (open.layer->before_sync) open.layer->before_sync(*open.name);
    if (open.layer->fault != Fault::none) return SQLITE_IOERR_FSYNC;
    open.layer->remember_sync(*open.name);
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return system_methods(file).xFileSize(system_file(file), size);
}

int lock(sqlite3_file* file, int level) {
    return system_methods(file).xLock(system_file(file), level);
}

int unlock(sqlite3_file* file, int level) {
    return system_methods(file).xUnlock(system_file(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* result) {
    return system_methods(file).xCheckReservedLock(system_file(file), result);
}

int file_control(sqlite3_file* file, int operation, void* argument) {
    // A mapped file would be changed behind this layer's back.
    if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
    return system_methods(file).xFileControl(system_file(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
    return system_methods(file).xSectorSize(system_file(file));
}

int device_characteristics(sqlite3_file* file) {
    return system_methods(file).xDeviceCharacteristics(system_file(file));
}

int map_shared(sqlite3_file* file, int page, int page_size, int extend, void volatile** result) {
    return system_methods(file).xShmMap(system_file(file), page, page_size, extend, result);
}

int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    return system_methods(file).xShmLock(system_file(file), offset, count, flags);
}

void barrier(sqlite3_file* file) {
    system_methods(file).xShmBarrier(system_file(file));
}

int unmap_shared(sqlite3_file* file, int remove) {
    return system_methods(file).xShmUnmap(system_file(file), remove);
}

constexpr sqlite3_io_methods make_methods() {
    sqlite3_io_methods methods{};
    methods.iVersion = 2;  // with shared memory, without mapped files
    methods.xClose = close_file;
    methods.xRead = read_file;
    methods.xWrite = write_file;
    methods.xTruncate = truncate_file;
    methods.xSync = sync_file;
    methods.xFileSize = file_size;
    methods.xLock = lock;
    methods.xUnlock = unlock;
    methods.xCheckReservedLock = check_reserved_lock;
    methods.xFileControl = file_control;
    methods.xSectorSize = sector_size;
    methods.xDeviceCharacteristics = device_characteristics;
    methods.xShmMap = map_shared;
    methods.xShmLock = lock_shared;
    methods.xShmBarrier = barrier;
    methods.xShmUnmap = unmap_shared;
    return methods;
}

constexpr sqlite3_io_methods file_methods = make_methods();

Layer& layer_of(sqlite3_vfs* layer) {
    return *static_cast<Layer*>(layer->pAppData);
}

std::string name_of(const char* path) {
    return std::filesystem::path(path).filename().string();
}

int open_file(sqlite3_vfs* layer, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    sqlite3_vfs* system = layer_of(layer).system;
    OpenFile& open = *as_open(file);
    open.base.pMethods = nullptr;
    const int code = system->xOpen(system, path, system_file(file), flags, out_flags);
    if (code != SQLITE_OK) return code;
    open.base.pMethods = &file_methods;
    open.layer = &layer_of(layer);
    open.name = path == nullptr ? nullptr : new std::string(name_of(path));
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* layer, const char* path, int sync_folder) {
    Layer& own = layer_of(layer);
    own.forget(name_of(path));
    return own.system->xDelete(own.system, path, sync_folder);
}

int access_file(sqlite3_vfs* layer, const char* path, int flags, int* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xAccess(system, path, flags, result);
}

int full_path(sqlite3_vfs* layer, const char* path, int size, char* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xFullPathname(system, path, size, result);
}

int randomness(sqlite3_vfs* layer, int size, char* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xRandomness(system, size, result);
}

int sleep(sqlite3_vfs* layer, int microseconds) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xSleep(system, microseconds);
}

int last_error(sqlite3_vfs* layer, int size, char* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xGetLastError(system, size, result);
}

int current_time(sqlite3_vfs* layer, double* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xCurrentTime(system, result);
}

int current_time_in_milliseconds(sqlite3_vfs* layer, sqlite3_int64* result) {
    sqlite3_vfs* system = layer_of(layer).system;
    return system->xCurrentTimeInt64(system, result);
}

}  // namespace

UnsyncedFileLayer::UnsyncedFileLayer(const std::string& name)
    : implementation_(std::make_unique<Implementation>()) {
    implementation_->name = name;
    implementation_->system = sqlite3_vfs_find(nullptr);
    sqlite3_vfs& layer = implementation_->layer;
    layer.iVersion = 2;
    layer.szOsFile = static_cast<int>(sizeof(OpenFile)) + implementation_->system->szOsFile;
    layer.mxPathname = implementation_->system->mxPathname;
    layer.zName = implementation_->name.c_str();
    layer.pAppData = implementation_.get();
    layer.xOpen = open_file;
    layer.xDelete = delete_file;
    layer.xAccess = access_file;
    layer.xFullPathname = full_path;
    layer.xRandomness = randomness;
    layer.xSleep = sleep;
    layer.xGetLastError = last_error;
    layer.xCurrentTime = current_time;
    layer.xCurrentTimeInt64 = current_time_in_milliseconds;
    if (sqlite3_vfs_register(&layer, 0) != SQLITE_OK) throw std::runtime_error("register " + name);
}

UnsyncedFileLayer::~UnsyncedFileLayer() {
    sqlite3_vfs_unregister(&implementation_->layer);
}

DiskState UnsyncedFileLayer::state() const {
    const std::lock_guard lock(implementation_->mutex);
    return implementation_->state;
}

void UnsyncedFileLayer::before_sync(std::function<void(const std::string&)> callback) {
    implementation_->before_sync = std::move(callback);
}

void UnsyncedFileLayer::set_fault(Fault fault) {
    implementation_->fault = fault;
}

std::uint64_t UnsyncedFileLayer::syncs() const {
    return implementation_->syncs;
}

}  // namespace store
