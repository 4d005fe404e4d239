using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>Puts items together as other definitions than those in force would have them: for checking what is to come into force together.</summary>
public interface IItemAssembly
{
    /// <summary>An item that would be offered at the place. Made anew for every caller, who must not keep it; its version names nothing.</summary>
    /// <returns>Refused with <c>item.unknown</c>, <c>item.reference</c>, <c>item.draft.unreadable</c> or what is wrong with the layers.</returns>
    ValueTask<Result<PublishedItem>> FindAsync(IDefinitions definitions, LocalityCode locality, string key, CancellationToken ct);
}
