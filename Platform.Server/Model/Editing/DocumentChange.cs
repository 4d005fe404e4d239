using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Platform.Model.Editing;

/// <summary>A value that may be missing, which is not the same as null.</summary>
public sealed record Held(JsonNode? Value)
{
    public bool Equals(Held? other) => other is not null && JsonNode.DeepEquals(Value, other.Value);

    public override int GetHashCode() => Value is null ? 0 : 1;
}

/// <summary>Between which neighbours an entry stands; null at an end of the list.</summary>
public sealed record EntryPlace(string? After, string? Before);

/// <summary>
/// One change of a document, which knows what was there before: so it can be turned round, and it shows when somebody else changed the same place
/// meanwhile.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "change")]
[JsonDerivedType(typeof(MemberSet), "set")]
[JsonDerivedType(typeof(EntryAdded), "add")]
[JsonDerivedType(typeof(EntryRemoved), "remove")]
[JsonDerivedType(typeof(EntryMoved), "move")]
[JsonDerivedType(typeof(EntryRenamed), "rename")]
public abstract record DocumentChange
{
    /// <summary>The member, or the list.</summary>
    [JsonConverter(typeof(DocumentPathConverter))]
    public required DocumentPath Path { get; init; }

    /// <summary>The change that undoes this one.</summary>
    public abstract DocumentChange Invert();

    /// <summary>The place of the element it is about.</summary>
    [JsonIgnore]
    public DocumentPath Element => this switch
    {
        EntryAdded added => Path.Entry(added.Name),
        EntryRemoved removed => Path.Entry(removed.Name),
        EntryMoved moved => Path.Entry(moved.Name),
        EntryRenamed renamed => Path.Entry(renamed.After),
        _ => Path,
    };
}

/// <summary>A member got another value. A missing one is null here.</summary>
public sealed record MemberSet(Held? Before, Held? After) : DocumentChange
{
    public override DocumentChange Invert() => new MemberSet(After, Before) { Path = Path };
}

/// <summary>An entry came into a list.</summary>
public sealed record EntryAdded(string Name, EntryPlace Place, JsonNode Value) : DocumentChange
{
    public override DocumentChange Invert() => new EntryRemoved(Name, Place, Value) { Path = Path };

    public bool Equals(EntryAdded? other) => other is not null && Path.Equals(other.Path) && Name == other.Name && Place == other.Place && JsonNode.DeepEquals(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Path, Name);
}

/// <summary>An entry left a list.</summary>
public sealed record EntryRemoved(string Name, EntryPlace Place, JsonNode Value) : DocumentChange
{
    public override DocumentChange Invert() => new EntryAdded(Name, Place, Value) { Path = Path };

    public bool Equals(EntryRemoved? other) => other is not null && Path.Equals(other.Path) && Name == other.Name && Place == other.Place && JsonNode.DeepEquals(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Path, Name);
}

/// <summary>An entry stands elsewhere in its list.</summary>
public sealed record EntryMoved(string Name, EntryPlace From, EntryPlace To) : DocumentChange
{
    public override DocumentChange Invert() => new EntryMoved(Name, To, From) { Path = Path };
}

/// <summary>An entry got another name and kept everything else.</summary>
/// <param name="Member">The member that names it.</param>
public sealed record EntryRenamed(string Member, string Before, string After) : DocumentChange
{
    public override DocumentChange Invert() => new EntryRenamed(Member, After, Before) { Path = Path };
}
