using Platform.Model.Identity;

namespace Platform.Model.Definitions;

/// <summary>Whether somebody may do alone what takes a second person where the site asks for four eyes.</summary>
public interface IFourEyes
{
    /// <summary>Null, or <see cref="Duties.FourEyes"/> for one of those who wrote the draft as it is.</summary>
    ValueTask<Problem?> CheckAsync(Actor actor, DefinitionName draft, CancellationToken ct);
}
