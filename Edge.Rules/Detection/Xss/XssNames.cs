using System.Buffers;
using System.Collections.Frozen;

namespace Edge.Rules.Detection.Xss;

/// <summary>The names of HTML, SVG and old Internet Explorer that scripts hide behind.</summary>
/// <remarks>From the HTML Living Standard's index of events and of elements, SVG 2, SMIL, and Microsoft's DHTML reference.</remarks>
internal static class XssNames
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenDictionary<string, XssTagKind> Tags = BuildTags();

    private static readonly FrozenDictionary<string, XssAttributeKind> Attributes = BuildAttributes();

    private static readonly FrozenSet<string> Events = Split(
        "abort activate afterprint afterscriptexecute animationcancel animationend animationiteration animationstart auxclick " +
        "beforeactivate beforecopy beforecut beforedeactivate beforeeditfocus beforeinput beforematch beforepaste beforeprint " +
        "beforescriptexecute beforetoggle beforeunload beforeupdate begin blur bounce cached cancel canplay canplaythrough " +
        "cellchange change checking click close command contentvisibilityautostatechange contextmenu controlselect copy cuechange cut " +
        "dataavailable datasetchanged datasetcomplete dblclick deactivate devicemotion deviceorientation downloading drag dragdrop " +
        "dragend dragenter dragexit dragleave dragover dragstart drop durationchange emptied end ended error errorupdate filterchange " +
        "finish focus focusin focusout formchange formdata forminput fullscreenchange fullscreenerror gesturechange gestureend " +
        "gesturestart gotpointercapture hashchange help input invalid keydown keypress keyup languagechange layoutcomplete load " +
        "loadeddata loadedmetadata loadend loadstart location losecapture lostpointercapture mediacomplete mediaerror message messageerror mousedown " +
        "mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend movestart mozfullscreenchange noupdate " +
        "obsolete offline online open orientationchange outofsync page pagehide pageshow pagereveal pageswap paste pause play playing " +
        "pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate " +
        "popuphidden popuphiding popupshowing popupshown progress propertychange ratechange readystatechange redo rejectionhandled " +
        "repeat reset resize resizeend resizestart resume reverse rowdelete rowenter rowexit rowinserted rowsdelete rowsenter rowsinserted " +
        "scroll scrollend scrollsnapchange scrollsnapchanging search securitypolicyviolation seek seeked seeking select selectionchange selectstart show " +
        "slotchange stalled start stop storage submit suspend syncrestored timeerror timeupdate toggle touchcancel touchend touchmove " +
        "touchstart trackchange transitioncancel transitionend transitionrun transitionstart undo unhandledrejection unload " +
        "updateready urlflip volumechange waiting webkitanimationend webkitanimationiteration webkitanimationstart webkitfullscreenchange " +
        "webkitmouseforcechanged webkitmouseforcedown webkitmouseforceup webkitmouseforcewillbegin webkitplaybacktargetavailabilitychanged " +
        "webkittransitionend webkitwillrevealbottom wheel zoom")
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EventLookup = Events.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, XssTagKind>.AlternateLookup<ReadOnlySpan<char>> TagLookup =
        Tags.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, XssAttributeKind>.AlternateLookup<ReadOnlySpan<char>> AttributeLookup =
        Attributes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a tag of a name may do; a prefix (<c>x:script</c>) makes no difference.</summary>
    public static XssTagKind TagKind(ReadOnlySpan<char> name)
    {
        int colon = name.LastIndexOf(':');
        if (colon >= 0)
        {
            if (name.StartsWith("xsl:", StringComparison.OrdinalIgnoreCase))
            {
                return XssTagKind.Dangerous;
            }

            name = name[(colon + 1)..];
        }

        return name.Length <= XssLimits.MaxNameLength && TagLookup.TryGetValue(name, out XssTagKind kind) ? kind : XssTagKind.Plain;
    }

    /// <summary>What an attribute of a name may do.</summary>
    public static XssAttributeKind AttributeKind(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > XssLimits.MaxNameLength)
        {
            return XssAttributeKind.Plain;
        }

        if (name.Length > 4 && name[0] is 'o' or 'O' && name[1] is 'n' or 'N' && !name[2..].ContainsAnyExcept(Letters))
        {
            return EventLookup.Contains(name[2..]) ? XssAttributeKind.KnownEvent : XssAttributeKind.AnyEvent;
        }

        if (name.StartsWith("xmlns:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("xlink:", StringComparison.OrdinalIgnoreCase))
        {
            return XssAttributeKind.Namespace;
        }

        int colon = name.LastIndexOf(':');
        return AttributeLookup.TryGetValue(name[(colon + 1)..], out XssAttributeKind kind) ? kind : XssAttributeKind.Plain;
    }

    private static FrozenDictionary<string, XssTagKind> BuildTags()
    {
        Dictionary<string, XssTagKind> tags = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in Split(
            "script iframe svg math embed applet frameset isindex bgsound layer ilayer animate animatemotion animatetransform animatecolor " +
            "foreignobject xss vmlframe style noscript frame xml import handler listener marquee noembed noframes plaintext portal"))
        {
            tags[name] = XssTagKind.Dangerous;
        }

        foreach (string name in Split("object base link meta comment set"))
        {
            tags[name] = XssTagKind.DangerousWithAttributes;
        }

        return tags.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static FrozenDictionary<string, XssAttributeKind> BuildAttributes()
    {
        Dictionary<string, XssAttributeKind> attributes = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in Split(
            "href src action formaction data background dynsrc lowsrc poster folder from to by values code codebase archive " +
            "srcset manifest icon classid ping url longdesc usemap cite profile event content"))
        {
            attributes[name] = XssAttributeKind.Url;
        }

        foreach (string name in Split("srcdoc datafld dataformatas datasrc fscommand seeksegmenttime"))
        {
            attributes[name] = XssAttributeKind.Banned;
        }

        attributes["style"] = XssAttributeKind.Style;
        attributes["xmlns"] = XssAttributeKind.Namespace;
        attributes["attributename"] = XssAttributeKind.AttributeName;
        return attributes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Split(string names) => names.Split(' ');
}
