namespace Platform.Model.Forms;

/// <summary>A versioned list of codes that fields choose from: business types, streets of a district.</summary>
public sealed record CodeTable : DefinitionPart
{
    public required string Key { get; init => field = Given(value); }

    public int SchemaVersion { get; init; } = 1;

    public LocalizedText Title { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    public IReadOnlyList<CodeEntry> Entries { get; init => field = List(value); } = [];
}

/// <summary>One code.</summary>
public sealed record CodeEntry : DefinitionPart
{
    public required string Code { get; init => field = Given(value); }

    public LocalizedText Label { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    /// <summary>Code of the entry above, for tables that are trees.</summary>
    public string? Parent { get; init; }
}

/// <summary>The code tables a form may refer to, by key.</summary>
public sealed class CodeTables
{
    private readonly Dictionary<string, (CodeTable Table, Dictionary<string, CodeEntry> Entries)> _tables = new(StringComparer.Ordinal);

    public CodeTables(IEnumerable<CodeTable> tables)
    {
        foreach (var table in tables)
        {
            var entries = new Dictionary<string, CodeEntry>(StringComparer.Ordinal);
            foreach (var entry in table.Entries)
            {
                entries.TryAdd(entry.Code, entry);
            }

            _tables[table.Key] = (table, entries);
        }
    }

    public static CodeTables None { get; } = new([]);

    public CodeTable? Find(string key) => _tables.TryGetValue(key, out var found) ? found.Table : null;

    /// <summary>The entry with this code, null when the table or the code is unknown.</summary>
    public CodeEntry? Find(string key, string code) => _tables.TryGetValue(key, out var found) ? found.Entries.GetValueOrDefault(code) : null;
}
