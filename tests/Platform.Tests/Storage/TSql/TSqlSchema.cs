using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Platform.Tests.Storage.TSql;

/// <summary>The end state of migrations as declarations. A model of DacFx knows CREATE only, so later changes are folded into the table they change.</summary>
internal static class TSqlSchema
{
    public static IReadOnlyList<string> Fold(IEnumerable<string> scripts)
    {
        var tables = new Dictionary<string, CreateTableStatement>(StringComparer.OrdinalIgnoreCase);
        var others = new List<(string Name, TSqlStatement Statement)>();
        foreach (var statement in scripts.SelectMany(Statements))
        {
            switch (statement)
            {
                case CreateTableStatement create:
                    tables.Add(NameOf(create.SchemaObjectName), create);
                    break;
                case AlterTableAddTableElementStatement add:
                    AddTo(tables[NameOf(add.SchemaObjectName)].Definition, add.Definition);
                    break;
                case AlterTableAlterColumnStatement alter:
                    Column(tables[NameOf(alter.SchemaObjectName)].Definition, alter.ColumnIdentifier).DataType = alter.DataType;
                    break;
                case AlterTableDropTableElementStatement drop:
                    DropFrom(tables[NameOf(drop.SchemaObjectName)].Definition, drop);
                    break;
                case DropTableStatement drop:
                    foreach (var name in drop.Objects.Select(NameOf))
                    {
                        tables.Remove(name);
                        others.RemoveAll(o => o.Name.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase));
                    }

                    break;
                case CreateIndexStatement index:
                    others.Add(($"{NameOf(index.OnName)}.{index.Name.Value}", index));
                    break;
                case DropIndexStatement drop:
                    foreach (var clause in drop.DropIndexClauses.OfType<DropIndexClause>())
                    {
                        others.RemoveAll(o => o.Name.Equals($"{NameOf(clause.Object)}.{clause.Index.Value}", StringComparison.OrdinalIgnoreCase));
                    }

                    break;
                case InsertStatement or UpdateStatement or DeleteStatement:
                    // Data; the statement itself is checked like those of the stores.
                    break;
                default:
                    others.Add(("", statement));
                    break;
            }
        }

        return [.. tables.Values.Cast<TSqlStatement>().Concat(others.Select(o => o.Statement)).Select(Text)];
    }

    /// <summary>The statements of migrations that change data, each run of them with the statements that made the tables it finds.</summary>
    public static IEnumerable<(IReadOnlyList<string> Before, IReadOnlyList<string> Changes)> Data(IEnumerable<string> scripts)
    {
        var before = new List<string>();
        var changes = new List<string>();
        foreach (var statement in scripts.SelectMany(Statements))
        {
            if (statement is InsertStatement or UpdateStatement or DeleteStatement)
            {
                changes.Add(Text(statement));
                continue;
            }

            if (changes.Count > 0)
            {
                yield return ([.. before], [.. changes]);
                changes.Clear();
            }

            before.Add(Text(statement));
        }

        if (changes.Count > 0)
        {
            yield return (before, changes);
        }
    }

    /// <summary>Throws when a script cannot be read. GO is a word of the client, so the parser splits.</summary>
    public static IEnumerable<TSqlStatement> Statements(string script)
    {
        var tree = (TSqlScript)new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        return errors.Count == 0
            ? tree.Batches.SelectMany(b => b.Statements)
            : throw new FormatException(string.Join("; ", errors.Select(e => $"line {e.Line}: {e.Message}")) + Environment.NewLine + script);
    }

    private static void AddTo(TableDefinition table, TableDefinition more)
    {
        more.ColumnDefinitions.ToList().ForEach(table.ColumnDefinitions.Add);
        more.TableConstraints.ToList().ForEach(table.TableConstraints.Add);
    }

    private static void DropFrom(TableDefinition table, AlterTableDropTableElementStatement drop)
    {
        foreach (var element in drop.AlterTableDropTableElements)
        {
            if (element.TableElementType == TableElementType.Column)
            {
                table.ColumnDefinitions.Remove(Column(table, element.Name));
                continue;
            }

            table.TableConstraints.Where(c => Same(c.ConstraintIdentifier, element.Name)).ToList().ForEach(c => table.TableConstraints.Remove(c));
            foreach (var column in table.ColumnDefinitions.Where(c => Same(c.DefaultConstraint?.ConstraintIdentifier, element.Name)))
            {
                column.DefaultConstraint = null;
            }
        }
    }

    private static ColumnDefinition Column(TableDefinition table, Identifier name) => table.ColumnDefinitions.Single(c => Same(c.ColumnIdentifier, name));

    private static bool Same(Identifier? one, Identifier other) => other.Value.Equals(one?.Value, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(SchemaObjectName name) => $"{name.SchemaIdentifier?.Value ?? "dbo"}.{name.BaseIdentifier.Value}";

    private static string Text(TSqlStatement statement)
    {
        new Sql160ScriptGenerator().GenerateScript(statement, out var text);
        return text;
    }
}
