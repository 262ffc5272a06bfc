using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Edge.Tests.TestKit;

/// <summary>A page in a profile of its own, and what it complained of and asked for.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public BrowserSession(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains("status of 401", StringComparison.Ordinal)) // The answer that asks to sign in.
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Urls.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console: violations of the content security policy among them.</summary>
    public ConcurrentBag<string> Complaints { get; } = [];

    /// <summary>All that was asked for.</summary>
    public ConcurrentBag<string> Urls { get; } = [];

    /// <summary>Signs in on the page that is open.</summary>
    public async Task SignInAsync(string token)
    {
        await Page.GetByLabel("Token").FillAsync(token);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>What of the page keeps somebody out who does not see it, or has no mouse; empty when nothing was found. A part of WCAG 2.2 that can be checked by rule.</summary>
    public Task<string[]> AccessibilityFaultsAsync() => Page.EvaluateAsync<string[]>(
        """
        () => {
          const faults = [];
          const all = selector => [...document.querySelectorAll(selector)];
          const name = e => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.textContent || '').join(' ') || (e.labels && [...e.labels].map(l => l.textContent).join(' ')) || e.textContent || '').trim();
          if (!document.documentElement.lang) faults.push('no language');
          if (!document.title.trim()) faults.push('no title');
          if (all('main').length !== 1) faults.push('not one main');
          if (all('h1').length !== 1) faults.push('not one h1');
          let level = 0;
          for (const h of all('h1,h2,h3,h4')) { const n = Number(h.tagName[1]); if (n > level + 1) faults.push(`heading "${h.textContent}" skips a level`); level = n; }
          for (const e of all('a,button,input:not([type=hidden]),select,textarea,[role=region],[role=img],nav,summary')) { if (!name(e) && !e.getAttribute('title')) faults.push(`no name: ${e.outerHTML.slice(0, 80)}`); }
          for (const e of all('svg')) { if (e.getAttribute('aria-hidden') !== 'true' && e.getAttribute('role') !== 'img') faults.push(`svg without role: ${e.outerHTML.slice(0, 60)}`); }
          for (const t of all('table')) { if (!t.caption) faults.push('table without caption'); if (!t.querySelector('th[scope]')) faults.push('table without header cells'); }
          const ids = all('[id]').map(e => e.id);
          for (const id of new Set(ids)) { if (ids.filter(other => other === id).length > 1) faults.push(`id twice: ${id}`); }
          for (const e of all('[aria-labelledby],[aria-describedby]')) { for (const id of `${e.getAttribute('aria-labelledby') || ''} ${e.getAttribute('aria-describedby') || ''}`.trim().split(/\s+/)) if (!document.getElementById(id)) faults.push(`names a missing id: ${id}`); }
          for (const e of all('[style]')) faults.push(`inline style: ${e.outerHTML.slice(0, 60)}`);
          for (const e of all('a,button,input:not([type=hidden])')) { const r = e.getBoundingClientRect(); const inText = e.tagName === 'A' && getComputedStyle(e).display === 'inline'; if (r.width && r.top >= 0 && !inText && (r.width < 18 || r.height < 24) && e.type !== 'checkbox') faults.push(`small target ${Math.round(r.width)}x${Math.round(r.height)}: ${e.outerHTML.slice(0, 60)}`); }
          if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
          return faults;
        }
        """);

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
