namespace Platform.Model.Sites;

/// <summary>The colours of a site; each is a block of <c>tokens.css</c>, and a test measures its contrasts.</summary>
public enum SiteLook
{
    Blue,
    Red,
    Green,
    Slate,
}
