using System.Globalization;
using System.Text.Json;

namespace Platform.Model.Cases;

/// <summary>What a template can say of a sample case.</summary>
/// <param name="Data">An object.</param>
/// <param name="AuthorityCode">Credit code.</param>
/// <param name="Happens">False where the sample case does not come to it: what only the paper or message itself says is made up, or missing.</param>
/// <param name="Names">Names that are known although this case has nothing there, and what answers are called.</param>
public sealed record SampleFacts(JsonElement Data, string AuthorityCode, string AuthorityName, DateOnly On, bool Happens, IReadOnlyDictionary<string, LocalizedText?> Names)
{
    private const int Deepest = 4;
    private const int LongestValue = 60;

    /// <summary>What every list and text knows of itself in Liquid.</summary>
    private static readonly string[] OfLists = ["size", "first", "last"];

    /// <summary>Names that only cases of other items have something under: a paper may be for several, and asks which.</summary>
    public IReadOnlyCollection<string> Elsewhere { get; init; } = [];

    /// <summary>Whether there can be something under a name.</summary>
    /// <param name="path">As <c>case.number</c>; <c>[]</c> stands for any entry of a list.</param>
    public bool Knows(string path)
    {
        var parts = path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');
        return Names.Keys.Concat(Elsewhere).Any(known => path == known || path.StartsWith(known + ".", StringComparison.Ordinal) || path.StartsWith(known + "[]", StringComparison.Ordinal)) || Knows(Data, parts);
    }

    /// <summary>Everything that can be said, in the order of the data; lists as a whole and with what their entries have.</summary>
    public IReadOnlyList<SampleVariable> Variables()
    {
        var found = new List<SampleVariable>();
        Collect(Data, "", 0, found);
        var paths = found.Select(v => v.Path).ToHashSet(StringComparer.Ordinal);
        return [.. found, .. Names.Where(n => !paths.Contains(n.Key)).Select(n => new SampleVariable(n.Key, "", false, n.Value))];
    }

    private static bool Knows(JsonElement at, ReadOnlySpan<string> parts) =>
        parts.Length == 0
        || at.ValueKind switch
        {
            JsonValueKind.Object => at.TryGetProperty(parts[0], out var inner) ? Knows(inner, parts[1..]) : at.TryGetProperty(LocalizedText.Chinese, out _) && OfLists.Contains(parts[0]),
            JsonValueKind.Array => OfLists.Contains(parts[0]) ? parts.Length == 1 || at.GetArrayLength() == 0 || Knows(at[0], parts[1..]) : parts[0] == "[]" && KnowsOfEntries(at, parts[1..]),
            JsonValueKind.String => parts.Length == 1 && OfLists.Contains(parts[0]),
            JsonValueKind.Null => true,
            _ => false,
        };

    /// <summary>What an empty list would hold nobody knows.</summary>
    private static bool KnowsOfEntries(JsonElement list, ReadOnlySpan<string> parts)
    {
        foreach (var entry in list.EnumerateArray())
        {
            if (Knows(entry, parts))
            {
                return true;
            }
        }

        return list.GetArrayLength() == 0;
    }

    private void Collect(JsonElement at, string path, int depth, List<SampleVariable> found)
    {
        if (at.ValueKind == JsonValueKind.Object && !at.TryGetProperty(LocalizedText.Chinese, out _) && depth < Deepest)
        {
            foreach (var member in at.EnumerateObject())
            {
                Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth + 1, found);
            }
        }
        else if (path.Length > 0)
        {
            found.Add(new(path, Short(at), at.ValueKind == JsonValueKind.Array, Names.GetValueOrDefault(path)));
        }
    }

    private static string Short(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            JsonValueKind.Object when value.TryGetProperty(LocalizedText.Chinese, out var chinese) => chinese.ToString(),
            JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"× {value.GetArrayLength()}"),
            _ => value.ToString(),
        };
        return text.Length > LongestValue ? text[..(LongestValue - 1)] + "…" : text;
    }
}

/// <summary>Something a template can say.</summary>
/// <param name="Value">In the sample case; shortened, empty when it has nothing there.</param>
/// <param name="Name">What people call it, where that is known.</param>
public sealed record SampleVariable(string Path, string Value, bool IsList, LocalizedText? Name);
