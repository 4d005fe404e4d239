namespace Platform.Model.Identity;

/// <summary>Somebody who has the same thing open.</summary>
public sealed record Colleague(Guid Account, string Name);
