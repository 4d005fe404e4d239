using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Platform.Tests.Storage.TSql;

/// <summary>
/// Says what SQL Server would have against a statement, without one: Microsoft's parser and the binding of its schema model. Finds wrong syntax, unknown
/// tables, columns, types and variables, and ambiguous names; not wrong types, a missing GROUP BY, or what only data shows. Not thread-safe.
/// </summary>
internal sealed class TSqlChecker(IEnumerable<string> migrations) : IDisposable
{
    private readonly IReadOnlyList<string> _schema = TSqlSchema.Fold(migrations);
    private TSqlModel? _model;
    private int _number;

    /// <param name="parameters">Declarations, separated by commas; empty when there are none.</param>
    /// <returns>The findings; empty when the statement is right.</returns>
    public IReadOnlyList<string> Check(string sql, string parameters)
    {
        var tree = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        if (errors.Count > 0)
        {
            return [.. errors.Select(e => $"line {e.Line}, column {e.Column}: {e.Message}")];
        }

        var habits = new CommonGround();
        tree.Accept(habits);
        return habits.Found.Count > 0 ? habits.Found : Bind(sql, parameters);
    }

    public void Dispose() => _model?.Dispose();

    private IReadOnlyList<string> Bind(string sql, string parameters)
    {
        _model ??= NewModel();
        var name = $"__check{_number++}";
        try
        {
            _model.AddOrUpdateObjects($"CREATE PROCEDURE dbo.{name} {parameters}\nAS\nBEGIN\n{sql}\nEND", name, new TSqlObjectOptions());
            // In a procedure an unknown table is a warning, because it might be made later: warnings count.
            var found = _model.Validate().Select(m => $"{m.Prefix}{m.Number}: {m.Message}").ToList();
            _model.DeleteObjects(name);
            return found;
        }
        catch (DacModelException e)
        {
            // The model keeps what it could not read and refuses every later change.
            _model.Dispose();
            _model = null;
            return [e.Message.ReplaceLineEndings(" ")];
        }
    }

    private TSqlModel NewModel()
    {
        var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var statement in _schema)
        {
            model.AddObjects(statement);
        }

        var found = model.Validate();
        return found.Count == 0 ? model : throw new InvalidOperationException("The migrations do not fit together: " + string.Join("; ", found.Select(m => m.Message)));
    }
}

/// <summary>What neither parser nor model minds, and what we leave to nobody's taste.</summary>
internal sealed class CommonGround : TSqlFragmentVisitor
{
    // Both parser and model accept any name of a function; a new one is added here when it is known to exist on the oldest version we run on.
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase) { "COUNT", "SUM", "MIN", "MAX", "LOWER", "UPPER", "LEN" };

    public List<string> Found { get; } = [];

    public override void Visit(FunctionCall node)
    {
        if (!Functions.Contains(node.FunctionName.Value))
        {
            Found.Add($"line {node.StartLine}: the function {node.FunctionName.Value} is not on the list of those every version knows.");
        }
    }

    public override void Visit(BinaryExpression node)
    {
        if (node.ScriptTokenStream.Skip(node.FirstTokenIndex).Take(node.LastTokenIndex - node.FirstTokenIndex + 1).Any(t => t.Text == "||" || t.TokenType == TSqlTokenType.VerticalLine))
        {
            Found.Add($"line {node.StartLine}: || joins texts only since SQL Server 2025, and | counts bits.");
        }
    }

    public override void Visit(InsertSpecification node)
    {
        if (node.Columns.Count == 0)
        {
            Found.Add($"line {node.StartLine}: an INSERT lists its columns.");
        }
        else if (node.InsertSource is ValuesInsertSource { IsDefaultValues: false } values && values.RowValues.Any(r => r.ColumnValues.Count != node.Columns.Count))
        {
            Found.Add($"line {node.StartLine}: the INSERT names {node.Columns.Count} columns and gives another number of values.");
        }
    }

    public override void Visit(MergeSpecification node) => Found.Add($"line {node.StartLine}: MERGE is not safe beside other writers; UPDATE, and INSERT when nothing was there.");
}
