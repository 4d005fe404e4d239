using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>A thing that somebody may have open.</summary>
/// <param name="Kind">As <see cref="IPresence.Kind"/>.</param>
internal sealed record Subject(string Kind, string Thing);

/// <summary>Somebody has a thing of this kind open.</summary>
internal sealed record Sight(string Kind, Visitor Visitor);

/// <summary>What a node says to another one. Said twice it is as if said once, and who misses one asks for all of it at the next.</summary>
/// <param name="From">The run of a node that says it.</param>
/// <param name="State">Numbers what that node has said to this one of who is there; 0 is nobody anywhere.</param>
/// <param name="Since">What it continues: equal to its own number nobody has moved, and with 0 it is all there is to know.</param>
/// <param name="Came">Who has what open there since.</param>
/// <param name="Left">Who has not any more.</param>
/// <param name="Changed">Was changed there.</param>
internal sealed record PresenceLetter(string From, long State, long Since, IReadOnlyList<Sight> Came, IReadOnlyList<Sight> Left, IReadOnlyList<Subject> Changed)
{
    /// <summary>The last word: whatever comes after it was said before.</summary>
    public static PresenceLetter Farewell(string from) => new(from, long.MaxValue, 0, [], [], []);
}

/// <summary>
/// How letters are written: sealed with the keys of personal data like what is said of cases, so that whoever reads the network does not learn who works on what, and
/// whoever writes to it puts no names on screens. Nodes of two releases talk to each other during an upgrade: a member may be added, none may be renamed.
/// </summary>
internal sealed class PresenceWire(IPersonalData personal)
{
    public byte[] Write(PresenceLetter letter) => personal.Seal(JsonSerializer.SerializeToUtf8Bytes(letter, ModelJson.Options));

    public PresenceLetter Read(byte[] written) => JsonSerializer.Deserialize<PresenceLetter>(personal.Unseal(written), ModelJson.Options)!;
}
