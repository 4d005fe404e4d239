using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Platform.Server;
using Platform.Server.Data;
using Platform.Tests.Storage.Contract;

namespace Platform.Tests.Storage.TSql;

/// <summary>
/// Every statement of the stores as SQL Server would get it, checked without one. The contract of the stores runs on a database that writes down what
/// it is sent; the program's own texts are compared with that, so that no statement stays unseen.
/// </summary>
public sealed partial class TSqlTests(RecordingOffice office) : IClassFixture<RecordingOffice>
{
    /// <summary>The table DbUp makes for itself on SQL Server.</summary>
    private const string Applied = "CREATE TABLE SchemaVersions (Id int IDENTITY(1,1) NOT NULL PRIMARY KEY, ScriptName nvarchar(255) NOT NULL, Applied datetime NOT NULL)";

    private static readonly IReadOnlyList<string> Schema = [Applied, .. MigrationScripts.Of(typeof(Modules).Assembly, Engines.SqlServer).Select(s => s.Sql)];

    [Fact]
    public async Task Every_statement_is_right_and_every_statement_was_seen()
    {
        await ContractRunner.RunAsync(() => new Recorded(office));
        var statements = office.Recorded.Statements.Keys.ToList();
        var unseen = UnseenTexts([.. statements.Select(s => Plain(s.Sql))]);
        Assert.True(unseen.Count == 0, "No test of StoreContract runs these:" + Environment.NewLine + string.Join(Environment.NewLine, unseen));

        using var checker = new TSqlChecker(Schema);
        var findings = statements.DistinctBy(s => Plain(s.Sql)).SelectMany(s => checker.Check(s.Sql, s.Parameters).Select(f => $"{f}{Environment.NewLine}    {Plain(s.Sql)}")).ToList();
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.True(statements.Count > 130, $"only {statements.Count} statements");
    }

    [Fact]
    public void Migrations_fit_together_and_change_data_that_is_there()
    {
        Assert.Empty(TSqlSchema.Data(Schema).SelectMany(run =>
        {
            using var then = new TSqlChecker(run.Before);
            return run.Changes.SelectMany(sql => then.Check(sql, "")).ToList();
        }));

        using var checker = new TSqlChecker(Schema);
        Assert.Empty(checker.Check("SELECT look_at FROM stored_file", ""));
    }

    [Theory]
    [InlineData("SELECT number FROM case_line WHERE case_id = @id", "@id binary(16)", null)]
    [InlineData("SELECT nomber FROM case_line WHERE case_id = @id", "@id binary(16)", "nomber")]
    [InlineData("SELECT number FROM case_fill WHERE id = @id", "@id binary(16)", "case_fill")]
    [InlineData("SELECT number FROM case_line WHERE case_id = @other", "@id binary(16)", "@other")]
    [InlineData("SELECT number FROM case_line LIMIT 1", "", "LIMIT")]
    [InlineData("SELECT case_id FROM case_line c JOIN case_task t ON t.case_id = c.case_id", "", "case_id")]
    [InlineData("SELECT number || 'x' FROM case_line", "", "|")]
    [InlineData("INSERT INTO installation (name, value, at) VALUES (@name, @name)", "@name nvarchar(80)", "values")]
    [InlineData("SELECT strftime(at) FROM installation", "", "strftime")]
    public void What_is_wrong_is_found(string sql, string parameters, string? found)
    {
        using var checker = new TSqlChecker(Schema);
        var findings = checker.Check(sql, parameters);
        if (found is null)
        {
            Assert.Empty(findings);
        }
        else
        {
            Assert.Contains(found, Assert.Single(findings.Take(1)), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_text_that_no_test_runs_is_found() =>
        Assert.Contains(UnseenTexts([]), text => text.Contains("UPDATE outbox_waiting SET attempts", StringComparison.Ordinal));

    [Fact]
    public void Later_changes_of_a_table_are_folded_into_it()
    {
        using var checker = new TSqlChecker(
        [
            "CREATE TABLE t (a int NOT NULL, b int NULL); CREATE INDEX ix_t ON t (b);",
            "ALTER TABLE t ADD c nvarchar(10) NULL; DROP INDEX ix_t ON t; ALTER TABLE t DROP COLUMN b;",
        ]);
        Assert.Empty(checker.Check("SELECT a, c FROM t", ""));
        Assert.NotEmpty(checker.Check("SELECT b FROM t", ""));
    }

    /// <summary>Pieces of SQL in the program that stand in none of the statements.</summary>
    private static List<string> UnseenTexts(IReadOnlyList<string> statements)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Modules).Assembly.Location);
        var pieces =
            from type in assembly.MainModule.GetTypes()
            where !IsOfOneEngine(type)
            from method in type.Methods
            where method.HasBody
            let texts = method.Body.Instructions.Where(i => i.OpCode == OpCodes.Ldstr).Select(i => Plain((string)i.Operand)).ToList()
            from text in texts
            where Statement().IsMatch(text) || (WritesSql(type) && Clause().IsMatch(text))
            select (Type: type.FullName, Text: text);
        return [.. pieces.Distinct().Where(p => !statements.Any(s => s.Contains(p.Text, StringComparison.Ordinal))).Select(p => $"{p.Type}: {p.Text}")];
    }

    private static bool WritesSql(TypeDefinition type)
    {
        var outer = type;
        while (outer.DeclaringType is not null)
        {
            outer = outer.DeclaringType;
        }

        return outer.Name.EndsWith("Store", StringComparison.Ordinal);
    }

    // What speaks one dialect only is not sent to another engine.
    private static bool IsOfOneEngine(TypeDefinition type) =>
        type.FullName.StartsWith("Platform.Server.Data.Sqlite", StringComparison.Ordinal)
        || type.FullName.StartsWith("Platform.Server.Data.Postgres", StringComparison.Ordinal)
        || type.FullName.StartsWith("Platform.Server.Data.SqlServer", StringComparison.Ordinal)
        || type.FullName.StartsWith("Platform.Server.Data.Backup", StringComparison.Ordinal);

    private static string Plain(string text) => Space().Replace(text, " ").Trim();

    private sealed class Recorded(RecordingOffice office) : StoreContract(office);

    [GeneratedRegex(@"^(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Statement();

    /// <summary>Part of a statement that is put together: names a parameter, or begins as a clause does.</summary>
    [GeneratedRegex(@"(^|[\s(=<>])@[a-z]\w*|^(and|or|where|order by|from|join|group by)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Clause();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
