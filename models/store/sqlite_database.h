#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace vedette {

/// A prepared statement. Bind, then step() until false; reset() before it is used again (a reader that stays in the middle of
/// one holds up checkpoints). Belongs to its Database's thread.
class Statement {
public:
    Statement() = default;
    Statement(sqlite3* db, sqlite3_stmt* statement) : m_db(db), m_statement(statement) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, std::string_view text);
    Statement& bindBlob(int index, std::string_view bytes); ///< not copied: must live until reset()
    Statement& bindNull(int index);
    Statement& bind(int index, const std::optional<std::int64_t>& value) { return value ? bind(index, *value) : bindNull(index); }

    /// True: a row is there; false: done.
    Result<bool> step();
    /// Steps once to the end and resets.
    Status run();
    [[nodiscard]] bool isPrepared() const { return m_statement != nullptr; }
    /// Resets, clears the bindings.
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybeInteger(int column) const;
    [[nodiscard]] std::string_view text(int column) const; ///< valid until the next step
    [[nodiscard]] std::string_view blob(int column) const; ///< valid until the next step

private:
    sqlite3* m_db = nullptr;
    sqlite3_stmt* m_statement = nullptr;
};

/// One SQLite connection, one thread (NOMUTEX).
class Database {
public:
    enum class Mode { write, read, readImmutable };
    /// `damaged`, where given, is set when the failure says that the file is damaged.
    static Result<Database> open(const std::string& path, Mode mode, bool* damaged = nullptr);
    Database() = default;
    ~Database();
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;

    [[nodiscard]] bool isOpen() const { return m_db != nullptr; }
    Status exec(const char* sql);
    Status exec(const std::string& sql) { return exec(sql.c_str()); }
    Result<Statement> prepare(std::string_view sql) const;
    /// First column of the first row; nullopt without a row.
    Result<std::optional<std::int64_t>> integer(std::string_view sql) const;
    [[nodiscard]] std::int64_t lastRowId() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] bool inTransaction() const;
    /// The last failure on this connection says that the file is damaged.
    [[nodiscard]] bool saysDamaged() const;
    /// The last failure is one of syncing: nobody knows what of the last writes is on the disk.
    [[nodiscard]] bool saysNotSynced() const;
    /// Closing will not carry the WAL over into the file.
    void leaveWal() const;
    [[nodiscard]] sqlite3* handle() const { return m_db; }

private:
    sqlite3* m_db = nullptr;
};

/// What SQLite says, as a sentence for a person; kind store.
[[nodiscard]] Error sqliteError(sqlite3* db, int code);

/// Begins in the constructor's place; rolls back unless committed.
class Transaction {
public:
    static Result<Transaction> begin(Database& db, bool write);
    ~Transaction();
    Transaction(Transaction&& other) noexcept : m_db(other.m_db) { other.m_db = nullptr; }
    Transaction& operator=(Transaction&&) = delete;
    Status commit();

private:
    explicit Transaction(Database& db) : m_db(&db) {}
    Database* m_db = nullptr;
};

} // namespace vedette

/// Leaves the function with the error of a Status or Result that failed.
#define VEDETTE_TRY(expression) \
    do { \
        if (auto tried_ = (expression); !tried_.ok()) \
            return tried_.error(); \
    } while (false)
