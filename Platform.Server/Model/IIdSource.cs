namespace Platform.Model;

/// <summary>Makes keys. Keys are time-ordered (UUIDv7) so that an index grows at its end; tests choose them.</summary>
public interface IIdSource
{
    Guid Next();
}
