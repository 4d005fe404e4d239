using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Designer.Editors.Shapes;

/// <summary>A member of a record.</summary>
/// <param name="Name">As it stands in the file.</param>
/// <param name="IsNeeded">Nothing works without it.</param>
/// <param name="Part">What a part or the entries of a list look like.</param>
public sealed record MemberShape(string Name, ShapeKind Kind, bool IsNeeded, Type? Part)
{
    /// <summary>A file may say <c>null</c>, or nothing, which is the same.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>Of a yes or no: what is not said counts as yes.</summary>
    public bool IsYesUnsaid { get; init; }

    /// <summary>What counts where nothing is said, as it would be written: of a figure, a line or a choice one, of a list of words all; empty where that is nothing.</summary>
    public IReadOnlyList<string> Unsaid { get; init; } = [];

    /// <summary>The words to choose from, for the member itself or for each of its entries.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Shape of <see cref="Part"/>; null when it has none.</summary>
    public RecordShape? PartShape => Part is null ? null : RecordShape.Of(Part);
}

/// <summary>
/// What a record of the model looks like in a definition file, read from the type itself: so an editor offers every member the platform knows, and a new
/// one needs no more than its words.
/// </summary>
public sealed record RecordShape(Type Type, IReadOnlyList<MemberShape> Members)
{
    /// <summary>The member of an item's layer that says what the layers below may do with its facts.</summary>
    public const string Policies = "policies";

    /// <summary>The member by which an entry of an item's layer takes out what stands above.</summary>
    public const string Removed = "removed";

    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();

    /// <summary>Members that hold sentences rather than names.</summary>
    private static readonly HashSet<string> Passages =
        ["summary", "powerSplit", "remedies", "text", "body", "answer", "note", "hint", "description", "acceptanceConditions"];

    /// <summary>Name of the type, with which its words begin.</summary>
    public string Name => Type.Name;

    /// <summary>True when an entry fits into the row of a table.</summary>
    public bool IsFlat => Members.Count <= 6 && Members.All(m => m.Kind is ShapeKind.Line or ShapeKind.Wording or ShapeKind.Whole or ShapeKind.Number or ShapeKind.YesNo or ShapeKind.Day or ShapeKind.Choice);

    /// <summary>The member that names an entry, or null.</summary>
    public string? NamingMember => Array.Find(["key", "id", "code", "value", "name", "date"], n => Members.Any(m => m.Name == n && m.Kind is ShapeKind.Line or ShapeKind.Day && m.Name == n));

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, t => new RecordShape(t, [.. Properties(t).Select(Member), .. t == typeof(ServiceItem) ? OfLayer : []]));

    /// <summary>What the layer of an item says beside the facts (<see cref="ItemLayer"/>).</summary>
    private static readonly MemberShape[] OfLayer =
    [
        new("offered", ShapeKind.Choice, IsNeeded: false, Part: null) { Choices = [.. Enum.GetNames<ItemOffer>().Reverse().Select(JsonNamingPolicy.CamelCase.ConvertName)] },
        new(Policies, ShapeKind.Pairs, IsNeeded: false, Part: null) { Choices = [.. Enum.GetNames<FieldPolicy>().Select(JsonNamingPolicy.CamelCase.ConvertName)] },
    ];

    private static IEnumerable<JsonPropertyInfo> Properties(Type type) =>
        ModelJson.Options.GetTypeInfo(type).Properties.Where(p => !p.IsExtensionData && p.Get is not null && p.Name is not "schemaVersion" && (p.Set is not null || p.AssociatedParameter is not null));

    private static MemberShape Member(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNeeded = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };
        var (kind, part) = KindOf(property.Name, type, property.CustomConverter is not null);
        return new MemberShape(property.Name, kind, isNeeded, part)
        {
            IsYesUnsaid = kind == ShapeKind.YesNo && !isNeeded && Unsaid(property) is true,
            MayBeNull = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable,
            Unsaid = isNeeded ? [] : Written(kind, Unsaid(property)),
            Choices = kind switch { ShapeKind.Choice => WordsOf(type), ShapeKind.Choices => WordsOf(type.GetGenericArguments()[0]), _ => [] },
        };
    }

    /// <summary>What a record holds where its file says nothing.</summary>
    private static object? Unsaid(JsonPropertyInfo property) =>
        property.AssociatedParameter is { } parameter ? parameter.DefaultValue
        : property.DeclaringType.GetConstructor(Type.EmptyTypes) is not null ? property.Get!(Activator.CreateInstance(property.DeclaringType)!)
        : null;

    private static string[] WordsOf(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static string[] Written(ShapeKind kind, object? value) => (kind, value) switch
    {
        (ShapeKind.Choices, System.Collections.IEnumerable words) => [.. words.Cast<object>().Select(w => JsonNamingPolicy.CamelCase.ConvertName(w.ToString()!))],
        (ShapeKind.Choice, Enum word) => [JsonNamingPolicy.CamelCase.ConvertName(word.ToString())],
        (ShapeKind.Line or ShapeKind.Whole or ShapeKind.Number, IFormattable or string) when Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } written => [written],
        _ => [],
    };

    private static (ShapeKind Kind, Type? Part) KindOf(string name, Type type, bool isSpecial) =>
        type == typeof(Condition) ? (ShapeKind.Condition, null)
        : type == typeof(Formula) ? (ShapeKind.Formula, null)
        : type == typeof(Bound) ? (ShapeKind.Bound, null)
        : isSpecial ? (ShapeKind.Json, null)
        : type == typeof(string) ? (ShapeKind.Line, null)
        : type == typeof(LocalizedText) ? (name == "guide" ? ShapeKind.Prose : Passages.Contains(name) ? ShapeKind.Passage : ShapeKind.Wording, null)
        : type == typeof(bool) ? (ShapeKind.YesNo, null)
        : type == typeof(int) || type == typeof(long) ? (ShapeKind.Whole, null)
        : type == typeof(decimal) || type == typeof(double) ? (ShapeKind.Number, null)
        : type == typeof(DateOnly) ? (ShapeKind.Day, null)
        : type.IsEnum ? (ShapeKind.Choice, null)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? ListOf(type.GetGenericArguments()[0])
        : type == typeof(IReadOnlyDictionary<string, string>) ? (ShapeKind.Pairs, null)
        : type == typeof(IReadOnlyDictionary<string, LocalizedText>) ? (ShapeKind.NamedWordings, null)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments() is [var key, var named] && key == typeof(string) && IsRecord(named) ? (ShapeKind.NamedParts, named)
        : IsRecord(type) ? (ShapeKind.Part, type)
        : (ShapeKind.Json, null);

    private static (ShapeKind Kind, Type? Part) ListOf(Type entry) =>
        entry == typeof(string) ? (ShapeKind.Lines, null)
        : entry == typeof(LocalizedText) ? (ShapeKind.Wordings, null)
        : entry.IsEnum ? (ShapeKind.Choices, null)
        : IsRecord(entry) ? (ShapeKind.Parts, entry)
        : (ShapeKind.Json, null);

    /// <summary>A record that is written member by member; what has a converter of its own is not.</summary>
    private static bool IsRecord(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.GetCustomAttribute<JsonConverterAttribute>(inherit: true) is null
        && ModelJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object, Properties.Count: > 0 };
}
